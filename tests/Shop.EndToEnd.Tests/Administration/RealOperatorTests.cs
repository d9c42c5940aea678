using Shop.EndToEnd.Tests.Behaviour;
using Shop.EndToEnd.Tests.Support;

namespace Shop.EndToEnd.Tests.Administration;

[Trait("Needs", "RealParts")]
public sealed class RealOperatorTests(RealPlatformFixture fixture) : OperatorBehaviour, IClassFixture<RealPlatformFixture>
{
    private protected override RunningPlatform Running => fixture.Running;
}
