using Berth.Acceptance.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>With PostgreSQL, which is killed too.</summary>
public sealed class PostgresCrashTests(PostgresInstallation berth) : CrashSuite(berth, kills: 6, killsLong: 100), IClassFixture<PostgresInstallation>;
