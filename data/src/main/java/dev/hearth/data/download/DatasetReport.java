package dev.hearth.data.download;

import java.nio.file.Path;
import java.util.List;

/** The state of a data set, file by file. */
public record DatasetReport(String name, Path folder, List<FileStatus> findings) {

    /** Copies the list. */
    public DatasetReport {
        findings = List.copyOf(findings);
    }

    /** Whether every file is there and readable. */
    public boolean usable() {
        return findings.stream().allMatch(FileStatus::usable);
    }

    /**
     * Whether every file is what was published, as far as anything is known of it.
     *
     * @return true if each is {@link FileStatus.State#RIGHT} or {@link FileStatus.State#UNCHECKED}
     */
    public boolean asPublished() {
        return usable() && !has(FileStatus.State.DIFFERENT);
    }

    /** Whether any file is in a state. */
    public boolean has(FileStatus.State state) {
        return findings.stream().anyMatch(finding -> finding.state() == state);
    }
}
