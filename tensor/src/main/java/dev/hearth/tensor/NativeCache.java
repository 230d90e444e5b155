package dev.hearth.tensor;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/**
 * The folder that native libraries are unpacked into and loaded from: {@code
 * -Dorg.bytedeco.javacpp.cachedir=DIR}, else {@code ~/.javacpp/cache}, else, where there is no home that can
 * be written, {@code .javacpp-USER} among the temporary files. Everybody can make a folder of that name
 * there, so it is taken only where it belongs to this user and nobody else can write to it.
 *
 * <pre>{@code
 * Path mine = NativeCache.folder().resolve("onnxruntime-1.29.0");
 * }</pre>
 */
public final class NativeCache {

    private static final String PROPERTY = "org.bytedeco.javacpp.cachedir";

    private NativeCache() {}

    /**
     * The folder, which exists.
     *
     * @throws IOException if none can be written, or the one among the temporary files is somebody else's
     */
    public static synchronized Path folder() throws IOException {
        String named = System.getProperty(PROPERTY, "");
        if (!named.isBlank()) {
            return Files.createDirectories(Path.of(named));
        }
        // Java's word for a user without a home is a question mark.
        Path home = Path.of(System.getProperty("user.home", "?"));
        Path folder = home.resolve(".javacpp").resolve("cache");
        if (!home.isAbsolute() || !canWrite(folder)) {
            folder =
                    own(Path.of(
                                    System.getProperty("java.io.tmpdir"),
                                    ".javacpp-" + System.getProperty("user.name")))
                            .resolve("cache");
            Files.createDirectories(folder);
        }
        System.setProperty(PROPERTY, folder.toString());
        return folder;
    }

    private static boolean canWrite(Path folder) {
        try {
            Files.createDirectories(folder);
            return Files.isWritable(folder) && Files.isExecutable(folder);
        } catch (IOException unable) {
            return false;
        }
    }

    /**
     * A folder of this user alone among the temporary files, made if it is not there.
     *
     * @throws IOException if it is somebody else's, a link, or others can write to it
     */
    static Path own(Path folder) throws IOException {
        if (!Files.getFileStore(folder.getParent()).supportsFileAttributeView("posix")) {
            // On Windows each user has temporary files of their own.
            return Files.createDirectories(folder);
        }
        try {
            return Files.createDirectory(
                    folder,
                    PosixFilePermissions.asFileAttribute(
                            PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException there) {
            PosixFileAttributes found =
                    Files.readAttributes(
                            folder, PosixFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
            Set<PosixFilePermission> open = found.permissions();
            if (!found.isDirectory()
                    || open.contains(PosixFilePermission.GROUP_WRITE)
                    || open.contains(PosixFilePermission.OTHERS_WRITE)
                    || !found.owner().equals(self(folder.getParent()).owner())) {
                throw new IOException(
                        folder
                                + " is not a folder that this user alone can write to, and the home"
                                + " folder, "
                                + System.getProperty("user.home")
                                + ", cannot be written");
            }
            return folder;
        }
    }

    private static PosixFileAttributes self(Path temporary) throws IOException {
        Path mine = Files.createTempFile(temporary, "owner", null);
        try {
            return Files.readAttributes(mine, PosixFileAttributes.class);
        } finally {
            Files.delete(mine);
        }
    }
}
