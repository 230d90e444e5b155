package dev.hearth.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/**
 * Which option sets what a message of the library speaks of: the library knows arguments, not options.
 *
 * @param phrase in the message
 * @param option that sets it
 * @param text that says so
 */
record OptionHints(String phrase, String option, String text) {

    private static final List<OptionHints> ALL =
            List.of(
                    new OptionHints("ame another folder", "--out", "--out names the folder."),
                    new OptionHints(
                            "Name a folder that can be", "--out", "--out names the folder."),
                    new OptionHints("The share held out", "--hold-out", "--hold-out sets it."),
                    new OptionHints("Use a batch of ", "--batch", "--batch sets it."),
                    new OptionHints("Use a batch of ", "--set", "--set batch=N sets it."),
                    new OptionHints(
                            "Give the model fewer",
                            "--set",
                            "--set model.NAME=N sets one of them."),
                    new OptionHints("lower the learning rate", "--rate", "--rate sets it."),
                    new OptionHints(
                            "lower the learning rate", "--set", "--set rate.value=R sets it."),
                    new OptionHints("ame a file of weights", "--weights", "--weights names it."),
                    new OptionHints("weights needs a model", "--model", "--model names it."),
                    new OptionHints(
                            "The calibration needs", "--calibrate", "--calibrate names it."),
                    new OptionHints("needs at least one test", "--tests", "--tests sets it."),
                    new OptionHints("Use 1 test", "--tests", "--tests sets it."),
                    new OptionHints("ame the pictures", "--images", "--images names them."),
                    new OptionHints("ame the folder that holds it", "--data", "--data names it."),
                    new OptionHints(
                            "ame the folder that holds one folder",
                            "--images",
                            "--images names it."));

    /** The message, and a sentence about the command's option for it, if it has one. */
    static String with(String message, CommandSpec command) {
        String done = "";
        StringBuilder all = new StringBuilder(message);
        for (OptionHints hint : ALL) {
            boolean fits = message.contains(hint.phrase()) && !hint.phrase().equals(done);
            if (fits && command.findOption(hint.option()) != null) {
                done = hint.phrase();
                all.append(' ').append(hint.text());
            }
        }
        return all.toString();
    }
}
