"""What a terminal would show: the sequences that ncurses writes for TERM=xterm-256color, one column a character."""
import re

_TOKEN = re.compile(
    r"\x1b\[([?>=!]?)([0-9;:]*)([@-~])"  # CSI
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC
    r"|\x1b[()][A-Za-z0-9]|\x1b([=>78MDEc])"
    r"|([\r\n\b\t\x07\x0e\x0f\x18])|([^\x00-\x1f\x7f]+)")


class Screen:
    def __init__(self, rows, columns):
        self.size = rows, columns
        self.clear()
        self.row = self.column = 0
        self.region = 0, rows - 1
        self.saved = 0, 0
        self.rest = ""
        self.last = " "
        # Cells that were written since the caller emptied it, as (row, column).
        self.written = []

    def clear(self):
        self.cells = [[" "] * self.size[1] for _ in range(self.size[0])]

    def line(self, row):
        return "".join(self.cells[row]).rstrip()

    @property
    def text(self):
        return "\n".join(self.line(row) for row in range(self.size[0]))

    def feed(self, text):
        text = self.rest + text
        end = 0
        for token in _TOKEN.finditer(text):
            if token.start() != end and "\x1b" in text[end:token.start()]:
                break
            end = token.end()
            private, numbers, final, single, control, words = token.groups()
            if words:
                self.put(words)
            elif control:
                self.control(control)
            elif final:
                self.sequence(private, numbers, final)
            elif single:
                self.escape(single)
        self.rest = text[end:] if "\x1b" in text[end:] else ""

    def put(self, words):
        for letter in words:
            if self.column >= self.size[1]:
                self.column = 0
                self.line_feed()
            self.cells[self.row][self.column] = letter
            self.written.append((self.row, self.column))
            self.column += 1
        self.last = words[-1]

    def control(self, letter):
        if letter == "\r":
            self.column = 0
        elif letter == "\n":
            self.line_feed()
        elif letter == "\b":
            self.column = max(0, min(self.column, self.size[1]) - 1)
        elif letter == "\t":
            self.column = min(self.size[1] - 1, (self.column // 8 + 1) * 8)

    def escape(self, letter):
        if letter == "7":
            self.saved = self.row, self.column
        elif letter == "8":
            self.row, self.column = self.saved
        elif letter == "M":
            self.scroll_down() if self.row == self.region[0] else self.move(self.row - 1, self.column)
        elif letter in "DE":
            self.line_feed()
        elif letter == "c":
            self.clear()

    def line_feed(self):
        if self.row == self.region[1]:
            self.scroll_up()
        else:
            self.move(self.row + 1, self.column)

    def scroll_up(self, count=1, top=None):
        top = self.region[0] if top is None else top
        for _ in range(min(count, self.size[0])):
            del self.cells[top]
            self.cells.insert(self.region[1], [" "] * self.size[1])

    def scroll_down(self, count=1, top=None):
        top = self.region[0] if top is None else top
        for _ in range(min(count, self.size[0])):
            del self.cells[self.region[1]]
            self.cells.insert(top, [" "] * self.size[1])

    def move(self, row, column):
        self.row = max(0, min(self.size[0] - 1, row))
        self.column = max(0, min(self.size[1] - 1, column))

    def sequence(self, private, numbers, final):
        if private:
            if numbers == "1049" and final == "h":
                self.clear()
            return
        given = [int(number) if number else 0 for number in re.split("[;:]", numbers)]
        first = given[0]
        count = max(1, first)
        row, column = self.row, min(self.column, self.size[1] - 1)
        line = self.cells[row]
        if final in "Hf":
            self.move(count - 1, max(1, given[1] if len(given) > 1 else 1) - 1)
        elif final in "ABCD":
            down, right = {"A": (-1, 0), "B": (1, 0), "C": (0, 1), "D": (0, -1)}[final]
            self.move(row + down * count, column + right * count)
        elif final in "G`":
            self.move(row, count - 1)
        elif final == "d":
            self.move(count - 1, column)
        elif final == "K":
            start, stop = [(column, self.size[1]), (0, column + 1), (0, self.size[1])][first]
            line[start:stop] = [" "] * (stop - start)
            self.written += [(row, place) for place in range(start, stop)]
        elif final == "J":
            here = row * self.size[1] + column
            whole = self.size[0] * self.size[1]
            for place in range(*[(here, whole), (0, here + 1), (0, whole), (0, 0)][min(first, 3)]):
                self.cells[place // self.size[1]][place % self.size[1]] = " "
        elif final == "X":
            for place in range(column, min(column + count, self.size[1])):
                line[place] = " "
                self.written.append((row, place))
        elif final == "P":
            self.cells[row] = (line[:column] + line[column + count:] + [" "] * count)[:self.size[1]]
        elif final == "@":
            self.cells[row] = (line[:column] + [" "] * count + line[column:])[:self.size[1]]
        elif final == "L":
            self.scroll_down(count, top=row)
        elif final == "M":
            self.scroll_up(count, top=row)
        elif final == "S":
            self.scroll_up(count)
        elif final == "T":
            self.scroll_down(count)
        elif final == "r":
            last = given[1] if len(given) > 1 and given[1] else self.size[0]
            self.region = count - 1, last - 1
            self.move(0, 0)
        elif final == "b":
            self.put(self.last * count)
