package dev.hearth.data.dataset;

import dev.hearth.data.BadDataException;
import java.nio.file.Path;
import java.util.Comparator;

/**
 * The names of files as text. On Unix a name is bytes, and Java turns them into characters by the locale
 * that it was started in; in the locale {@code C} all characters beyond ASCII become the same one, U+FFFD.
 */
public final class FileNames {

    /**
     * By code points: the same everywhere, and the order of the bytes in UTF-8, which that of {@link
     * String} is not beyond U+FFFF.
     */
    public static final Comparator<String> ORDER = FileNames::compare;

    private static final char LOST = '\uFFFD';

    private FileNames() {}

    /**
     * The last part of a path.
     *
     * @throws BadDataException if characters were lost between the disk and Java
     */
    public static String of(Path file, String asked) {
        String name = file.getFileName().toString();
        if (isLost(name)) {
            throw new BadDataException(
                    asked + " needs names whose characters can be read",
                    name + " in " + file.getParent(),
                    mend());
        }
        return name;
    }

    /** Whether characters of a name were lost between the disk, or the command line, and Java. */
    public static boolean isLost(String name) {
        return name.indexOf(LOST) >= 0;
    }

    /** What helps where characters are lost. */
    public static String mend() {
        String encoding = System.getProperty("sun.jnu.encoding", "unknown");
        return encoding.equals("UTF-8")
                ? "Rename it in UTF-8, in which Java reads names here"
                : "Start Java with LC_ALL=C.UTF-8, as ./hearth does; it reads names as "
                        + encoding
                        + " here";
    }

    /** Code units in order, but those of pairs behind all others. */
    private static int compare(String a, String b) {
        int shorter = Math.min(a.length(), b.length());
        for (int i = 0; i < shorter; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean pair = Character.isSurrogate(x);
                return pair == Character.isSurrogate(y) ? Character.compare(x, y) : pair ? 1 : -1;
            }
        }
        return a.length() - b.length();
    }
}
