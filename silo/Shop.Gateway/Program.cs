using Platform.Hosting;
using Shop.Gateway;

return await PlatformApplication.RunGatewayAsync(args, platform => platform.DeclareShop());
