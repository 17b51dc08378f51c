using System.Diagnostics;
using Berth.Aws.Authorization;
using Berth.Aws.Protocols;
using Berth.Aws.Signing;
using Berth.Domain.Access;
using Berth.Domain.Kernel;
using Berth.Storage;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Berth.Aws.Dispatch;

/// <summary>
/// Every AWS request's way: find the service, read the body within its limit, verify the signature, parse, check the model's rules, ask IAM for everything that the operation
/// demands, call it, write the answer or the error in the protocol's own form.
/// </summary>
internal sealed partial class AwsDispatcher(RequestAuthenticator authenticator, Callers callers, IAuthorizer authorizer, TaskNotebook notebook, RequestRateGate rates, IIdSource ids, ILogger<AwsDispatcher> log)
{
    public static readonly ActivitySource Traces = new("Berth.Aws");

    private static readonly ServiceModel NoModel = new("query", "", null, null, "");

    /// <param name="dialled">The service whose own address the request came to; null at the port of every API.</param>
    public async Task Handle(HttpContext http, AwsService? dialled)
    {
        var requestId = ids.Uuid();
        var incoming = IncomingRequest.FromTarget(http.Request)?.At(dialled);
        using var output = new AnswerBody();
        AwsException error;
        try
        {
            var body = await RequestBody.Read(http.Request, incoming?.Service?.BodyBytesMax ?? AwsService.DefaultBodyBytesMax, http.RequestAborted);
            incoming ??= IncomingRequest.FromQuery(http.Request, body).At(dialled);
            await Answer(http, incoming, dialled, body, requestId, output);
            await Send(http, 200, incoming.Protocol.ContentType, requestId, output);
            return;
        }
        catch (AwsException refusal)
        {
            error = refusal;
        }
        catch (SignatureException refusal)
        {
            error = refusal.ToAws(incoming?.Protocol is JsonProtocol);
        }
        catch (BodyTooLargeException tooLarge)
        {
            error = new("RequestEntityTooLargeException", tooLarge.Message, 413);
        }
        catch (MalformedRequestException malformed)
        {
            error = new(incoming?.Protocol is JsonProtocol ? "SerializationException" : "MalformedInput", malformed.Message);
        }
        catch (Exception full) when (full is StoreFullException or StoreUnavailableException)
        {
            LogFailed(log, incoming?.Service?.Name, incoming?.Operation, requestId, full);
            error = new(incoming?.Protocol is JsonProtocol ? "ServerException" : "ServiceUnavailable", $"Berth cannot store anything: {full.Message}", 500);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            return; // Nobody is left to answer.
        }
#pragma warning disable CA1031 // Whatever went wrong inside, the caller gets AWS's internal error and the log gets the cause.
        catch (Exception bug)
        {
            LogFailed(log, incoming?.Service?.Name, incoming?.Operation, requestId, bug);
            error = new(incoming?.Protocol is JsonProtocol ? "ServerException" : "InternalFailure", "The request processing has failed because of an unknown error, exception or failure.", 500);
        }
#pragma warning restore CA1031
        var protocol = incoming?.Protocol ?? (dialled is null ? QueryProtocol.Instance : IncomingRequest.ProtocolOf(dialled));
        await Refuse(http, protocol, (incoming?.Service ?? dialled)?.Model ?? NoModel, error, requestId);
    }

    /// <summary>Answers a request for a path or with a method that no operation of the service has.</summary>
    public Task RefusePath(HttpContext http, AwsService dialled)
    {
        var protocol = IncomingRequest.ProtocolOf(dialled);
        return Refuse(http, protocol, dialled.Model, new(protocol.UnknownOperation("").Code, "", 404), ids.Uuid());
    }

    private static async Task Refuse(HttpContext http, IProtocol protocol, ServiceModel model, AwsException error, string requestId)
    {
        if (protocol is JsonProtocol) http.Response.Headers["x-amzn-ErrorType"] = error.Code;
        using var refused = new AnswerBody();
        protocol.WriteError(model, error, requestId, refused);
        await Send(http, error.Status, protocol.ContentType, requestId, refused);
    }

    private async Task Answer(HttpContext http, IncomingRequest incoming, AwsService? dialled, byte[] body, string requestId, AnswerBody output)
    {
        var (principal, scopedTo) = await authenticator.Authenticate(http.Request, SignatureV4.HashHex(body));
        if (incoming.Service is not { } service) throw incoming.Protocol.UnknownOperation(incoming.Operation);
        if (scopedTo != service.Model.SigningName) throw new SignatureException(SignatureFault.Mismatch, $"Credential should be scoped to correct service: '{service.Model.SigningName}'. ");
        if (!service.Operations.TryGetValue(incoming.Operation, out var operation)) throw incoming.Protocol.UnknownOperation(incoming.Operation);
        rates.Enter(operation.Action);

        var request = Read(service, operation, incoming, body);
        var caller = await callers.Of(http, principal, service.Name, requestId, http.RequestAborted);
        using var trace = Traces.StartActivity(operation.Action);
        if (trace is not null) trace.SetTag("aws.resource", operation.Resource(http.RequestServices, request, caller)).SetTag("aws.principal", principal.Arn);
        foreach (var demand in operation.Demands(http.RequestServices, request, caller)) await authorizer.Require(caller, demand, http.RequestAborted);
        var answer = await Handle(http, operation, request, caller);
        incoming.Protocol.WriteAnswer(service.Model, operation.Name, answer, requestId, output);
    }

    /// <summary>What a task's start did not find is kept with the task before the node hears of it.</summary>
    private async Task<IWireShape> Handle(HttpContext http, OperationBinding operation, IWireShape request, Caller caller)
    {
        try
        {
            var answer = await operation.Handle(http.RequestServices, request, caller, http.RequestAborted);
            if (caller.Principal.TaskArn is not null && MissingThings.OfAnswer(answer) is var (kind, name)) await notebook.Missed(caller.Principal, kind, operation.Action, name);
            return answer;
        }
        catch (AwsException missing) when (caller.Principal.TaskArn is not null && MissingThings.OfError(request, missing.Code) is not null)
        {
            var (kind, name) = MissingThings.OfError(request, missing.Code)!.Value;
            await notebook.Missed(caller.Principal, kind, operation.Action, name);
            throw;
        }
    }

    private static IWireShape Read(AwsService service, OperationBinding operation, IncomingRequest incoming, byte[] body)
    {
        var faults = new List<WireFault>();
        try
        {
            var request = operation.Read(incoming.Protocol.Read(body, incoming.Parameters, faults));
            if (faults.Count > 0 && service.OnFaults(operation.Name, faults) is { } refusal) throw refusal;
            return request;
        }
        catch (WireTypeException wrong)
        {
            throw incoming.Protocol.WrongType(wrong);
        }
        catch (InvalidOperationException notText)
        {
            // The JSON reader finds half a surrogate pair, or bytes that are not UTF-8, only when the text is asked for.
            throw new MalformedRequestException("The request body holds text that is not Unicode.", notText);
        }
    }

    private static async Task Send(HttpContext http, int status, string contentType, string requestId, AnswerBody body)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = contentType;
        http.Response.ContentLength = body.Bytes.Length;
        http.Response.Headers["x-amzn-RequestId"] = requestId;
        await http.Response.Body.WriteAsync(body.Bytes, http.RequestAborted);
    }

    [LoggerMessage(1001, LogLevel.Error, "{Service} {Operation} failed (request {RequestId}).")]
    private static partial void LogFailed(ILogger log, string? service, string? operation, string requestId, Exception cause);
}
