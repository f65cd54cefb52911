/// The facts about the platform, once for all that refer to them: there can be thousands of sources, and copying the facts for
/// each takes more memory than what the source grants.
final class SharedFacts: Sendable {
    let platform: PlatformFacts

    init(_ platform: PlatformFacts) { self.platform = platform }
}
