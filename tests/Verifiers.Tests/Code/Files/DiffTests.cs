using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Verifiers.Code;
using Verifiers.Code.Files;

namespace Verifiers.Tests.Code.Files;

public sealed class DiffTests
{
    private static readonly Gen<string> _text =
        from lines in Gen.Elements("a", "b", "", "c ", "-x", "+y", "-- z", "++ w", "@@ -1 +1 @@", " d", "\\ no", "é").ArrayOf()
        from ends in Gen.Elements(true, false)
        select lines.Length == 0 || (lines.Length == 1 && lines[0].Length == 0 && !ends) ? "" : string.Join('\n', lines) + (ends || lines[^1].Length == 0 ? "\n" : "");

    [Fact]
    public void What_a_diff_says_is_what_applying_it_does() =>
        Prop.ForAll(
            (from old in _text from @new in _text from context in Gen.Choose(0, 3) select (Old: old, New: @new, Context: context)).ToArbitrary(),
            sample =>
            {
                if (sample.Old == sample.New)
                    return true;
                var diff = DiffWriter.Write("d/f.txt", sample.Old, sample.New, sample.Context);
                var (result, fault) = Apply(diff, ("d/f.txt", sample.Old));
                return fault is null && (result.GetValueOrDefault("d/f.txt") ?? "") == sample.New ? true : throw new InvalidOperationException($"{fault}\n{diff}");
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void Whatever_stands_in_a_diff_leads_to_a_fault_or_to_files_that_can_be_laid_out() =>
        Prop.ForAll(
            Gen.Elements("--- a/f", "+++ b/f", "--- /dev/null", "@@ -1 +1 @@", "@@", "@@ -9,9 +2 @@", "-a", "+b", " a", "", "diff --git a/f b/f", "\\ No newline", "rename to g",
                "deleted file mode 100644", "@@ -2147483647,2147483647 +1 @@", "@@ -0,0 +0,0 @@").ArrayOf().ToArbitrary(),
            lines =>
            {
                var (files, fault) = Apply(string.Join('\n', lines), ("f", "a\nb\na\n"));
                return fault is not null || files.Keys.All(path => FilePaths.FindFault(path) is null);
            }).QuickCheckThrowOnFailure();

    [Fact]
    public void A_hunk_that_moved_fits_at_the_nearest_place()
    {
        const string old = "x\nx\nx\nbegin\none\nend\nx\nbegin\none\nend\n";
        Assert.Equal("x\nx\nx\nbegin\ntwo\nend\nx\nbegin\none\nend\n", Applied("@@ -2,3 +2,3 @@\n begin\n-one\n+two\n end\n", old));
        Assert.Equal("x\nx\nx\nbegin\none\nend\nx\nbegin\ntwo\nend\n", Applied("@@ -9,3 +9,3 @@\n begin\n-one\n+two\n end\n", old));
    }

    [Fact]
    public void Up_to_two_lines_of_context_at_the_ends_may_differ_and_a_removed_line_may_not()
    {
        Assert.Equal("A\nB\nc\nnew\nd\nE\nF\n", Applied("@@ -1,6 +1,7 @@\n a\n b\n c\n+new\n d\n e\n f\n", "A\nB\nc\nd\nE\nF\n"));
        Assert.Contains("Hunk 1 of 'f' (line 3 of the diff) does not fit", Fault("@@ -1,6 +1,7 @@\n a\n b\n c\n+new\n d\n e\n f\n", "A\nB\nC\nd\nE\nF\n"), StringComparison.Ordinal);
        Assert.Contains("does not fit", Fault("@@ -1,1 +1,1 @@\n-a\n+b\n", "A\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_counts_and_lost_blanks_do_not_matter()
    {
        Assert.Equal("a\n\nB\nC\nd\n", Applied("@@ -1,2 +1,9 @@\n a\n\n-b\n+B\n-c\n+C\n d\n", "a\n\nb\nc\nd\n"));
        Assert.Equal("a\n\nB\n", Applied("@@ ... @@\n a\n\n-b\n+B\n", "a\n\nb\n"));
    }

    [Fact]
    public void Without_line_numbers_a_hunk_must_fit_in_one_place_only()
    {
        Assert.Equal("b\n", Applied("@@\n-a\n+b\n", "a\n"));
        Assert.Contains("exactly one place", Fault("@@\n-a\n+b\n", "a\na\n"), StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_that_look_like_headers_are_lines_where_the_counts_say_so() =>
        Assert.Equal("++ b/x\nkeep\n", Applied("@@ -1,2 +1,2 @@\n--- a/x\n+++ b/x\n keep\n", "-- a/x\nkeep\n"));

    [Fact]
    public void Files_are_made_renamed_and_deleted()
    {
        var (files, fault) = Apply(
            """
            diff --git a/old.txt b/new.txt
            similarity index 100%
            rename from old.txt
            rename to new.txt
            diff --git a/gone.txt b/gone.txt
            deleted file mode 100644
            --- a/gone.txt
            +++ /dev/null
            @@ -1 +0,0 @@
            -gone
            diff --git a/made/x.txt b/made/x.txt
            new file mode 100644
            index 0000000..1
            --- /dev/null
            +++ b/made/x.txt
            @@ -0,0 +1 @@
            +made
            diff --git a/empty b/empty
            new file mode 100644
            index 0000000..e69de29
            """, ("old.txt", "o\n"), ("gone.txt", "gone\n"));
        Assert.Null(fault);
        Assert.Equal([("empty", ""), ("made/x.txt", "made\n"), ("new.txt", "o\n")], files.Select(file => (file.Key, file.Value)));
    }

    [Fact]
    public void Line_ends_of_a_file_are_kept() =>
        Assert.Equal("a\r\nB\r\n", Applied("@@ -1,2 +1,2 @@\n a\n-b\n+B\n", "a\r\nb\r\n"));

    [Theory]
    [InlineData("--- a/none\n+++ b/none\n@@ -1 +1 @@\n-a\n+b\n", "patch_failed")]
    [InlineData("--- a/../f\n+++ b/../f\n@@ -1 +1 @@\n-a\n+b\n", "bad_path")]
    [InlineData("--- /dev/null\n+++ /etc/passwd\n@@ -0,0 +1 @@\n+b\n", "bad_path")]
    [InlineData("--- /dev/null\n+++ b/.git/hooks/x\n@@ -0,0 +1 @@\n+b\n", "bad_path")]
    [InlineData("--- /dev/null\n+++ b/.verifiers/report.xml\n@@ -0,0 +1 @@\n+b\n", "bad_path")]
    [InlineData("--- /dev/null\n+++ b/f\n@@ -0,0 +1 @@\n+b\n", "patch_failed")] // exists
    [InlineData("diff --git a/l b/l\nnew file mode 120000\n--- /dev/null\n+++ b/l\n@@ -0,0 +1 @@\n+/etc/passwd\n\\ No newline at end of file\n", "patch_failed")]
    [InlineData("diff --git a/f b/g\nrename from f\nrename to ../g\n", "bad_path")]
    [InlineData("diff --git a/i b/i\nGIT binary patch\n", "patch_failed")]
    [InlineData("--- a/f\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n", "patch_failed")] // more than that stands in it
    [InlineData("@@ -1 +1 @@\n-a\n+b\n", "patch_failed")]
    [InlineData("nothing", "patch_failed")]
    [InlineData("--- a/f\n+++ b/f\n@@ -1,2 +1,2 @@\n-a\n+A\n b\n\n+lost\n", "patch_failed")]
    public void What_cannot_be_done_is_said(string diff, string reason) =>
        Assert.Equal(reason, Apply(diff, ("f", "a\nb\n")).Fault?.Reason);

    [Fact]
    public void Searching_is_bounded()
    {
        var text = string.Concat(Enumerable.Repeat("a\n", 60_000));
        var hunk = "@@ -1,30001 +1,30001 @@\n" + string.Concat(Enumerable.Repeat(" a\n", 30_000)) + "-b\n+c\n";
        Assert.Contains("too much", Fault(hunk, text), StringComparison.Ordinal);
    }

    private static string Applied(string hunks, string old) => Apply("--- a/f\n+++ b/f\n" + hunks, ("f", old)) is { Fault: null } done ? done.Files["f"] : "fault";

    private static string Fault(string hunks, string old) => Apply("--- a/f\n+++ b/f\n" + hunks, ("f", old)).Fault?.Sentence ?? "no fault";

    private static (SortedDictionary<string, string> Files, EditFault? Fault) Apply(string diff, params (string Path, string Text)[] files)
    {
        var set = new FileSet();
        foreach (var (path, text) in files)
        {
            if (text.Length > 0 || files.Length > 1)
                set.Put(new ProgramFile(path, Encoding.UTF8.GetBytes(text)));
        }
        var (read, fault) = UnifiedDiff.Read(diff);
        fault ??= new DiffApplier(set).Apply(read);
        return (new SortedDictionary<string, string>(set.Files.ToDictionary(file => file.Path, file => Encoding.UTF8.GetString(file.Content.Span)), StringComparer.Ordinal), fault);
    }
}
