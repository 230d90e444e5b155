package dev.hearth.data.dataset;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;

/**
 * The thousand classes of ILSVRC 2012, in the order of their labels, which is that of their synsets:
 * each a synset of WordNet 3.0, such as {@code n01440764}, and its words, such as {@code tench, Tinca
 * tinca}. Folders of ImageNet have the synset's name.
 *
 * <pre>{@code
 * ImageNetClasses classes = ImageNetClasses.read();
 * String first = classes.words().get(0);                       // tench, Tinca tinca
 * int label = classes.label("n02099601").getAsInt();           // 207, golden retriever
 * }</pre>
 */
public final class ImageNetClasses {

    private static final String RESOURCE = "classes.txt";

    private final Map<String, Integer> labels = new LinkedHashMap<>();
    private final List<String> synsets;
    private final List<String> words;

    private ImageNetClasses(List<String> synsets, List<String> words) {
        this.synsets = List.copyOf(synsets);
        this.words = List.copyOf(words);
        for (int label = 0; label < synsets.size(); label++) {
            labels.put(synsets.get(label), label);
        }
    }

    /** The list in Hearth's jar. */
    public static ImageNetClasses read() {
        List<String> synsets = new ArrayList<>();
        List<String> words = new ArrayList<>();
        try (InputStream in = ImageNetClasses.class.getResourceAsStream(RESOURCE);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (!line.startsWith("#")) {
                    synsets.add(line.substring(0, 9));
                    words.add(line.substring(10));
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return new ImageNetClasses(synsets, words);
    }

    /** The synsets. */
    public List<String> synsets() {
        return synsets;
    }

    /** The classes' words: one or more, divided by commas. */
    public List<String> words() {
        return words;
    }

    /** Synset and words in one. */
    public List<String> names() {
        List<String> names = new ArrayList<>();
        for (int label = 0; label < synsets.size(); label++) {
            names.add(synsets.get(label) + " " + words.get(label));
        }
        return names;
    }

    /** The label of a synset. */
    public OptionalInt label(String synset) {
        Integer label = labels.get(synset);
        return label == null ? OptionalInt.empty() : OptionalInt.of(label);
    }
}
