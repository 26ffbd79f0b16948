import MutantSwitch

// The switches of the mutants. Each marks when its mutant would make a difference, so that runs that cannot show it are
// not made.

@inline(__always)
private func isInForce(_ number: Int32, _ makesDifference: Bool) -> Bool {
    if makesDifference { mutant_mark(number) }
    return mutant_number() == number
}

func mutantNegated(_ number: Int32, _ value: Bool) -> Bool { isInForce(number, true) ? !value : value }

func mutantGranted(_ number: Int32, _ value: Bool) -> Bool { isInForce(number, !value) ? true : value }

func mutantDenied(_ number: Int32, _ value: Bool) -> Bool { isInForce(number, value) ? false : value }

@inline(__always)
func mutantBelow<Value: Comparable>(_ number: Int32, _ left: Value, _ right: Value) -> Bool {
    isInForce(number, left == right) ? left <= right : left < right
}

@inline(__always)
func mutantAtMost<Value: Comparable>(_ number: Int32, _ left: Value, _ right: Value) -> Bool {
    isInForce(number, left == right) ? left < right : left <= right
}

@inline(__always)
func mutantAbove<Value: Comparable>(_ number: Int32, _ left: Value, _ right: Value) -> Bool {
    isInForce(number, left == right) ? left >= right : left > right
}

@inline(__always)
func mutantAtLeast<Value: Comparable>(_ number: Int32, _ left: Value, _ right: Value) -> Bool {
    isInForce(number, left == right) ? left > right : left >= right
}

@inline(__always)
func mutantLeast<Value: Comparable>(_ number: Int32, _ left: Value, _ right: Value) -> Value {
    isInForce(number, left != right) ? max(left, right) : min(left, right)
}

@inline(__always)
func mutantMost<Value: Comparable>(_ number: Int32, _ left: Value, _ right: Value) -> Value {
    isInForce(number, left != right) ? min(left, right) : max(left, right)
}

@inline(__always)
func mutantValue<Value>(_ number: Int32, _ value: Value, _ other: Value) -> Value {
    isInForce(number, true) ? other : value
}

func mutantKeeps(_ number: Int32) -> Bool { !isInForce(number, true) }

func mutantSwaps(_ number: Int32) -> Bool { isInForce(number, true) }

func mutantSwapped<Value>(_ number: Int32, _ place: Int, _ list: [Value]) -> [Value] {
    guard isInForce(number, true) else { return list }
    var list = list
    list.swapAt(place, place + 1)
    return list
}
