using Platform.EndToEnd.Tests.Support;

namespace Platform.EndToEnd.Tests.Behaviour;

public sealed class RealPlatformTests(RealPlatformFixture fixture) : PlatformBehaviour, IClassFixture<RealPlatformFixture>
{
    private protected override RunningPlatform Running => fixture.Running;
}
