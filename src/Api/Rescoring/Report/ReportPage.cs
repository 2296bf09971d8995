using System.Security.Cryptography;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;
using Verifiers.Api.WebConsole;

namespace Verifiers.Api.Rescoring.Report;

/// <summary>The page of a report: style, data and script in one file that asks nobody for anything.</summary>
internal static class ReportPage
{
    /// <summary>Data in a page: <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> are escaped, so that no text of a rollout can end the element it stands in.</summary>
    private static readonly JsonSerializerOptions Json = new(ScoredRollout.Json) { Encoder = JavaScriptEncoder.Create(UnicodeRanges.All) };

    public static async Task WriteAsync(Stream stream, ReportData data, CancellationToken cancellationToken)
    {
        var style = ConsoleAssets.Text("base.css") + ConsoleAssets.Text("data.css");
        var script = ScriptBundle.Of("report-page.js", ConsoleAssets.Text);
        await WriteAsync(stream, $"""
            <!doctype html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; script-src '{HashOf(script)}'; style-src '{HashOf(style)}'; base-uri 'none'; form-action 'none'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <title>Rescored rollouts</title>
            <style>{style}</style>
            </head>
            <body>
            <a class="skip" href="#content">Skip to the content</a>
            <header class="site"><span class="brand">Verifiers</span><nav aria-label="Parts"><a href="#rollouts">Rollouts</a></nav><span class="tools"></span></header>
            <main id="content" tabindex="-1"><noscript>This page draws its plots with JavaScript, which is turned off.</noscript></main>
            <script type="application/json" id="report-data">
            """, cancellationToken);
        await JsonSerializer.SerializeAsync(stream, data, Json, cancellationToken);
        await WriteAsync(stream, $"</script>\n<script>{script}</script>\n</body>\n</html>\n", cancellationToken);
    }

    private static string HashOf(string inline) => $"sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(inline)))}";

    private static async Task WriteAsync(Stream stream, string text, CancellationToken cancellationToken) =>
        await stream.WriteAsync(Encoding.UTF8.GetBytes(text), cancellationToken);
}
