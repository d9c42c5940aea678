using Shop.EndToEnd.Tests.Behaviour;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Administration;

public sealed class EmbeddedOperatorTests(EmbeddedPlatformFixture fixture) : OperatorBehaviour, IClassFixture<EmbeddedPlatformFixture>
{
    private protected override RunningPlatform Running => fixture.Running;
}
