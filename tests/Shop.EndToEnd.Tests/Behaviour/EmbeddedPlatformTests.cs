using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Behaviour;

public sealed class EmbeddedPlatformTests(EmbeddedPlatformFixture fixture) : PlatformBehaviour, IClassFixture<EmbeddedPlatformFixture>
{
    private protected override RunningPlatform Running => fixture.Running;
}
