namespace Verifiers.Api.Plugins;

/// <summary>A plug-in cannot be used. The message says where and why.</summary>
internal sealed class PluginException(string message, Exception? inner = null) : Exception(message, inner);
