extension Array {
    /// How many elements there are at the beginning of which something is true that is true of none behind them.
    ///
    /// It looks at a few of them alone, so that a sorted array can be searched.
    @inlinable package func position(where isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
