using Platform.EndToEnd.Tests.Support;

namespace Platform.EndToEnd.Tests.Behaviour;

public sealed class EmbeddedPlatformTests(EmbeddedPlatformFixture fixture) : PlatformBehaviour, IClassFixture<EmbeddedPlatformFixture>
{
    private protected override RunningPlatform Running => fixture.Running;
}
