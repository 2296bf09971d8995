namespace Verifiers.WebConsole.Tests;

/// <summary>The tests of the page share one service and one browser, and run one after the other.</summary>
[CollectionDefinition("console")]
public sealed class ConsoleCollection : ICollectionFixture<ConsoleService>, ICollectionFixture<Browser>;
