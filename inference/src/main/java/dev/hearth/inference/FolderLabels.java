package dev.hearth.inference;

import dev.hearth.data.BadDataException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The model's label of each folder of labelled pictures: the class of the same name, of the same synset
 * ({@code n01440764} is {@code n01440764 tench, Tinca tinca}), or with that word ({@code tench}). A
 * folder that fits no class, or several, is refused.
 */
final class FolderLabels {

    private static final String SYNSET = "n\\d{8} .*";

    private FolderLabels() {}

    static int[] of(List<String> folders, List<String> classes) {
        Map<String, List<Integer>> meanings = new HashMap<>();
        for (int label = 0; label < classes.size(); label++) {
            for (String word : words(classes.get(label))) {
                meanings.computeIfAbsent(word, key -> new ArrayList<>()).add(label);
            }
        }
        int[] labels = new int[folders.size()];
        List<String> unknown = new ArrayList<>();
        List<String> ambiguous = new ArrayList<>();
        for (int i = 0; i < labels.length; i++) {
            String folder = folders.get(i);
            List<Integer> found = meanings.getOrDefault(folder, List.of());
            if (found.isEmpty()) {
                found = meanings.getOrDefault(folder.replace('_', ' '), List.of());
            }
            if (found.isEmpty()) {
                unknown.add(folder);
            } else if (found.size() > 1) {
                ambiguous.add(folder);
            } else {
                labels[i] = found.get(0);
            }
        }
        if (!unknown.isEmpty() || !ambiguous.isEmpty()) {
            String strange = unknown.isEmpty() ? "" : some(unknown) + ", which it does not have";
            String several =
                    ambiguous.isEmpty() ? "" : some(ambiguous) + ", which several of them have";
            throw new BadDataException(
                    "Each folder of pictures needs the name of one of the model's "
                            + classes.size()
                            + " classes, such as "
                            + classes.get(0),
                    strange + (strange.isEmpty() || several.isEmpty() ? "" : "; ") + several,
                    "Rename the folders, or train a model on them");
        }
        return labels;
    }

    private static List<String> words(String name) {
        if (!name.matches(SYNSET)) {
            return List.of(name);
        }
        List<String> words = new ArrayList<>(List.of(name, name.substring(0, 9)));
        for (String word : name.substring(10).split(", ")) {
            if (!words.contains(word)) {
                words.add(word);
            }
        }
        return words;
    }

    private static String some(List<String> names) {
        int shown = Math.min(5, names.size());
        return String.join(", ", names.subList(0, shown))
                + (names.size() > shown ? " and " + (names.size() - shown) + " more" : "");
    }
}
