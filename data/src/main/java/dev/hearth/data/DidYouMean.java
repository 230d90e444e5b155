package dev.hearth.data;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/** Which name of a closed list a mistyped one means. */
public final class DidYouMean {

    private DidYouMean() {}

    /**
     * The name with the fewest characters added, left out, changed, or swapped with their neighbour, in any
     * case: Damerau's distance, in the form that edits no character twice. A third of the characters may differ,
     * or one.
     *
     * @return the first of the nearest; none if they are all farther, or it is one of them
     */
    public static Optional<String> meant(String typed, Collection<String> words) {
        String nearest = null;
        int least = Math.max(1, typed.length() / 3) + 1;
        for (String word : words) {
            int distance = distance(typed.toLowerCase(Locale.ROOT), word.toLowerCase(Locale.ROOT));
            if (distance < least) {
                least = distance;
                nearest = word;
            }
        }
        return Optional.ofNullable(nearest).filter(word -> !word.equals(typed));
    }

    /** The same as the rest of a message, behind the full stop. */
    public static String question(String typed, Collection<String> words) {
        return meant(typed, words).map(word -> "Did you mean " + word + "? ").orElse("");
    }

    private static int distance(String a, String b) {
        int[] twoBack = new int[0];
        int[] back = new int[0];
        for (int i = 0; i <= a.length(); i++) {
            int[] row = new int[b.length() + 1];
            for (int j = 0; j <= b.length(); j++) {
                if (i == 0 || j == 0) {
                    row[j] = i + j;
                    continue;
                }
                int other = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                row[j] = Math.min(back[j - 1] + other, 1 + Math.min(back[j], row[j - 1]));
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    row[j] = Math.min(row[j], twoBack[j - 2] + 1);
                }
            }
            twoBack = back;
            back = row;
        }
        return back[b.length()];
    }
}
