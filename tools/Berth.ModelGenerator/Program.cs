using Berth.ModelGenerator;

// Usage: dotnet run --project tools/Berth.ModelGenerator -- <repository> [<botocore data directory>]
// With a botocore directory it refreshes the stripped copies in models/ first; without one it only writes the Wire shapes again.
if (args.Length is < 1 or > 2)
{
    Console.Error.WriteLine("usage: Berth.ModelGenerator <repository> [<botocore data directory>]");
    return 2;
}

var repository = args[0];
foreach (var service in ServiceList.Read(Path.Combine(repository, "models", "operations.json")))
{
    var stripped = Path.Combine(repository, "models", service.Model + ".json");
    if (args.Length == 2) File.WriteAllText(stripped, ModelStripper.Strip(BotocoreModel.ReadNewest(args[1], service.Model, Path.Combine(repository, "models", "extras"), Path.Combine(repository, "models", "node")), service.Operations));

    var folder = Path.Combine(repository, "src", "Berth.Aws", "Services", service.Name, "Wire");
    Directory.CreateDirectory(folder);
    File.WriteAllText(Path.Combine(folder, service.Name + "Shapes.g.cs"), new ShapeWriter(service.Name, File.ReadAllText(stripped)).Write());
    Console.WriteLine($"{service.Name}: {service.Operations.Count} operations");
}

return 0;
