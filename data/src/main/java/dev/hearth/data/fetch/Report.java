package dev.hearth.data.fetch;

import java.nio.file.Path;
import java.util.List;

/**
 * How a data set stands, file by file.
 *
 * @param name such as {@code cifar-10}
 * @param folder where it lies, or would
 * @param findings one a file
 */
public record Report(String name, Path folder, List<Finding> findings) {

    /** Copies the list. */
    public Report {
        findings = List.copyOf(findings);
    }

    /**
     * Whether every file is there and readable.
     *
     * @return true if none is missing or wrong
     */
    public boolean usable() {
        return findings.stream().allMatch(Finding::usable);
    }

    /**
     * Whether every file is what was published, as far as anything is known of it.
     *
     * @return true if each is {@link Finding.State#RIGHT} or {@link Finding.State#UNCHECKED}
     */
    public boolean asPublished() {
        return usable() && !has(Finding.State.DIFFERENT);
    }

    /**
     * Whether any file is in a state.
     *
     * @param state which
     * @return true if one is
     */
    public boolean has(Finding.State state) {
        return findings.stream().anyMatch(finding -> finding.state() == state);
    }
}
