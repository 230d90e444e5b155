package dev.hearth.cli;

import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Which option gives what a message of the library speaks of: the library knows arguments, not options.
 *
 * @param phrase in the message
 * @param option that gives it
 * @param words that say so
 */
record OptionHints(String phrase, String option, String words) {

    private static final List<OptionHints> ALL =
            List.of(
                    new OptionHints("ame another folder", "--out", "--out names the folder."),
                    new OptionHints(
                            "Name a folder that can be", "--out", "--out names the folder."),
                    new OptionHints(
                            "The share held out", "--hold-out", "--hold-out gives the share."),
                    new OptionHints("Use a batch of ", "--batch", "--batch gives it."),
                    new OptionHints("Use a batch of ", "--set", "--set batch=N gives it."),
                    new OptionHints("lower the learning rate", "--rate", "--rate gives it."),
                    new OptionHints(
                            "lower the learning rate", "--set", "--set rate.value=R gives it."),
                    new OptionHints("name the pictures", "--images", "--images names them."),
                    new OptionHints("name the folder that holds it", "--data", "--data names it."));

    /** The message and, where the command has an option for what it asks, a sentence that names it. */
    static String with(String message, CommandSpec command) {
        List<String> said = new ArrayList<>(List.of(message));
        String told = "";
        for (OptionHints hint : ALL) {
            boolean fits = message.contains(hint.phrase()) && !hint.phrase().equals(told);
            if (fits && command.findOption(hint.option()) != null) {
                told = hint.phrase();
                said.add(hint.words());
            }
        }
        return String.join(" ", said);
    }
}
