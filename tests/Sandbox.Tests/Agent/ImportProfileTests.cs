using Verifiers.Sandbox.Agent;

namespace Verifiers.Sandbox.Tests;

public sealed class ImportProfileTests
{
    [Theory]
    [InlineData("import numpy")]
    [InlineData("import numpy as np")]
    [InlineData("import sys\r\nimport os, numpy as np, re\r\n")]
    [InlineData("x = 1\nif x:\n\timport numpy.linalg")]
    [InlineData("from numpy import array")]
    [InlineData("from numpy.random import default_rng")]
    [InlineData("import numpy; print(1)")]
    public void A_program_that_imports_numpy_finds_it_loaded(string source) => Assert.Equal(ImportProfile.Numpy, ImportProfile.Of(source));

    [Theory]
    [InlineData("")]
    [InlineData("import sys")]
    [InlineData("import numpyro")]
    [InlineData("from numpy_financial import pv")]
    [InlineData("from mine import numpy")]
    [InlineData("print('import numpy')")]
    [InlineData("# import numpy")]
    [InlineData("import")]
    [InlineData("import ,,")]
    public void Any_other_does_not(string source) => Assert.Equal(ImportProfile.Plain, ImportProfile.Of(source));
}
