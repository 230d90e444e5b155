package dev.hearth.data;

/**
 * Texts from files, such as the names of classes, as they may be shown on a terminal: none of their
 * characters moves the cursor, begins a line, changes the writing direction, or is unseen.
 */
public final class TerminalText {

    private TerminalText() {}

    /** Shows what would not be seen. */
    public static String of(String text) {
        if (text.codePoints().noneMatch(TerminalText::isUnseen)) {
            return text;
        }
        StringBuilder seen = new StringBuilder();
        text.codePoints()
                .forEach(
                        c -> {
                            if (isUnseen(c)) {
                                for (char unit : Character.toChars(c)) {
                                    seen.append("\\u")
                                            .append(Integer.toHexString(0x10000 | unit), 1, 5);
                                }
                            } else {
                                seen.appendCodePoint(c);
                            }
                        });
        return seen.toString();
    }

    private static boolean isUnseen(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE ->
                    true;
            case Character.FORMAT -> c != 0x200C && c != 0x200D;
            default -> false;
        };
    }
}
