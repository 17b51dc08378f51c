using Berth.Aws.Tests.Driving;

[assembly: AssemblyFixture(typeof(AwsFront))]
