import Dispatch

extension Array where Element: Sendable {
    /// The same as `map`, with the elements spread over the machine's cores, and no more threads than those.
    ///
    /// The results are in the order of the elements, whichever of them was done first.
    package func concurrentMap<Value: Sendable>(_ transform: @Sendable (Element) -> Value) -> [Value] {
        // Swift writes the count of an array that is made this way, also where all empty arrays share one place in memory.
        if isEmpty { return [] }
        return unsafe [Value](unsafeUninitializedCapacity: count) { slots, initializedCount in
            // Each iteration writes to a slot of its own, and all are written when concurrentPerform returns.
            nonisolated(unsafe) let slots = unsafe slots
            DispatchQueue.concurrentPerform(iterations: count) { index in
                unsafe slots.initializeElement(at: index, to: transform(self[index]))
            }
            initializedCount = count
        }
    }
}
