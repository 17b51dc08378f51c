using Microsoft.Extensions.Logging;

namespace Berth.Fuzz.Tests.Driving;

/// <summary>Hands on the exceptions that the front logs as errors: an answer of 500 says nothing of its cause, a failed test must.</summary>
internal sealed class FailureLog(Action<Exception> failed) : ILoggerProvider, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void Dispose()
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (exception is not null && IsEnabled(logLevel)) failed(exception);
    }
}
