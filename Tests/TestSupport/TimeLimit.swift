package import Testing

extension Trait where Self == TimeLimitTrait {
    /// For a test of what could wait forever.
    ///
    /// Tests start all at once and wait for one another, so the limit is far above what any takes: under a sanitizer on a
    /// busy machine the whole run takes a quarter of an hour. How long something takes is measured by the benchmark.
    package static var mustEnd: Self { .timeLimit(.minutes(60)) }
}
