package dev.hearth.train.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SourceCommitTest {

    private static final String ONE = "1".repeat(40);
    private static final String TWO = "2".repeat(40);

    @TempDir private Path temp;

    private static void write(Path file, String text) throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    @Test
    void a_branch_s_commit_is_found_loose_packed_and_detached() throws IOException {
        Path git = temp.resolve("tree/.git");
        Path below = Files.createDirectories(temp.resolve("tree/a/b"));
        write(git.resolve("HEAD"), "ref: refs/heads/x\n");
        assertThat(SourceCommit.read(below)).isEmpty();
        write(git.resolve("packed-refs"), "# pack-refs with: peeled\n" + ONE + " refs/heads/x\n");
        assertThat(SourceCommit.read(below)).contains(ONE);
        write(git.resolve("refs/heads/x"), TWO + "\n");
        assertThat(SourceCommit.read(below)).contains(TWO);
        write(git.resolve("HEAD"), ONE + "\n");
        assertThat(SourceCommit.read(below)).contains(ONE);
        write(git.resolve("HEAD"), "nonsense");
        assertThat(SourceCommit.read(below)).isEmpty();
    }

    @Test
    void a_linked_working_tree_has_its_own_head_and_shared_branches() throws IOException {
        Path shared = temp.resolve("main/.git");
        Path own = shared.resolve("worktrees/other");
        write(own.resolve("HEAD"), "ref: refs/heads/y\n");
        write(own.resolve("commondir"), "../..\n");
        write(shared.resolve("refs/heads/y"), TWO + "\n");
        write(temp.resolve("other/.git"), "gitdir: " + own + "\n");
        assertThat(SourceCommit.read(temp.resolve("other"))).contains(TWO);
    }
}
