package dev.hearth.experiments;

import dev.hearth.train.recipe.RunSpec;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Texts for cards from templates: a plan's setting, and how it deviates from the paper.
 *
 * <pre>{@code
 * String setting = Phrase.of("{}, batch {}, {} seeds", "mnist", 64, 3);
 * }</pre>
 */
public final class Phrase {

    private static final Pattern FIELD = Pattern.compile("\\{(\\w*)}");

    private Phrase() {}

    /** Fills each <code>{}</code> with the next value. */
    public static String of(String template, Object... values) {
        return fill(
                template,
                values,
                field -> {
                    throw new IllegalArgumentException(
                            "A phrase without a recipe has unnamed fields alone. Received: {"
                                    + field
                                    + "}. Give the recipe first.");
                });
    }

    /**
     * The same with named fields besides: <code>{epochs}</code> is the recipe's setting of that name, and
     * <code>{images}</code> how many training images it has, "all" where none are left out.
     */
    public static String of(RunSpec recipe, String template, Object... values) {
        return fill(
                template,
                values,
                field ->
                        field.equals("images")
                                ? images(recipe)
                                : recipe.settings().get(field).value());
    }

    private static Object images(RunSpec recipe) {
        int training = recipe.images().orElseThrow().spec().training();
        return training == 0 ? "all" : training;
    }

    private static String fill(
            String template, Object[] values, java.util.function.Function<String, Object> named) {
        Iterator<Object> next = List.of(values).iterator();
        return FIELD.matcher(template)
                .replaceAll(
                        field ->
                                Matcher.quoteReplacement(
                                        String.valueOf(
                                                field.group(1).isEmpty()
                                                        ? next.next()
                                                        : named.apply(field.group(1)))));
    }

    /** The parts that are not empty, separated by semicolons. */
    public static String joined(String... parts) {
        return Stream.of(parts).filter(part -> !part.isEmpty()).collect(Collectors.joining("; "));
    }

    /** That another data set is used; empty where it is the paper's. */
    public static String standIn(String set, String wanted) {
        return set.equals(wanted) ? "" : set + " stands in for " + wanted;
    }
}
