using Platform.Hosting;
using Shop.Silo;

return await PlatformApplication.RunAsync(args, ShopSilo.Configure);
