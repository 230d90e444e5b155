package dev.hearth.peers;

import java.util.Optional;

/**
 * A stretch of steps, as a peer says it: {@code took SECONDS LOSS}.
 *
 * @param loss a number, or a word where it became none
 */
record Stretch(double seconds, String loss) {

    /** Empty for an answer that says something else. */
    static Optional<Stretch> of(String answer) {
        String[] words = answer.split(" ");
        return words[0].equals("took") && words.length == 3
                ? Optional.of(new Stretch(Double.parseDouble(words[1]), words[2]))
                : Optional.empty();
    }

    /** As a peer says it. */
    String said() {
        return "took " + seconds + " " + loss;
    }
}
