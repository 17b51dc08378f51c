using Berth.Acceptance.Driving;

namespace Berth.Acceptance.Crashes;

/// <summary>With SQLite, and containers.</summary>
public sealed class CrashTests(BerthInstallation berth) : CrashSuite(berth, kills: 20, killsLong: 500), IClassFixture<BerthInstallation>;
