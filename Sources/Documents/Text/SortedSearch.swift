extension RandomAccessCollection where Index == Int {
    /// The index behind the elements at the beginning of which something is true that is true of none behind them.
    ///
    /// It looks at a few of them alone, so that a sorted collection can be searched.
    @inlinable package func position(where isBefore: (Element) -> Bool) -> Int {
        var (low, high) = (startIndex, endIndex)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
