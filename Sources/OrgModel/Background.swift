import Dispatch
import Foundation

/// A value that is made on another core while the caller goes on; a caller that requires it waits for it, or makes it.
package final class Background<Value: Sendable>: Sendable {
    private let make: @Sendable () -> Value
    private let lock = NSLock()
    // Read and written only while the lock is held.
    private nonisolated(unsafe) var made: Value?

    /// Begins to make a value.
    package init(_ make: @escaping @Sendable () -> Value) {
        self.make = make
        DispatchQueue.global(qos: .userInitiated).async { _ = self.value }
    }

    /// The value, as soon as there is one.
    package var value: Value {
        lock.withLock {
            if let made = unsafe made { return made }
            let value = make()
            unsafe made = value
            return value
        }
    }
}
