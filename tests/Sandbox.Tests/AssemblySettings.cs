// Escapes are checked against the descriptors and processes of this very process: one test at a time.
[assembly: CollectionBehavior(DisableTestParallelization = true)]
