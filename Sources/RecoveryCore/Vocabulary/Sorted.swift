extension Array {
    /// In an array whose first elements fulfil the condition and whose others do not: where the others begin. What is
    /// kept sorted is found without walking through it, and without a set, whose order is random.
    func place(where isBefore: (Element) -> Bool) -> Int {
        var low = startIndex
        var high = endIndex
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Of an array that is sorted by this key: where the element with the key stands.
    func place<Key: Comparable>(of key: Key, by path: (Element) -> Key) -> Int? {
        let found = place { path($0) < key }
        return found < endIndex && path(self[found]) == key ? found : nil
    }
}
