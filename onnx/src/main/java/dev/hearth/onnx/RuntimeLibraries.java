package dev.hearth.onnx;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;

import ai.onnxruntime.OrtEnvironment;
import dev.hearth.tensor.NativeCache;
import dev.hearth.weights.AtomicFile;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.net.URLConnection;
import java.nio.channels.Channels;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * ONNX Runtime's native libraries, unpacked once into the cache of native libraries. By itself ONNX Runtime
 * unpacks 28 MB into a new folder of temporary files for each process, which a killed process leaves there.
 */
final class RuntimeLibraries {

    private static final String PROPERTY = "onnxruntime.native.path";
    private static final Duration OLD = Duration.ofHours(1);
    private static final List<String> NAMES =
            List.of("onnxruntime", "onnxruntime4j_jni", "onnxruntime_providers_shared");

    private RuntimeLibraries() {}

    /** Tells ONNX Runtime where they are, unless the user has, or there are none for this platform. */
    static void unpack() throws IOException {
        String platform = platform();
        if (System.getProperty(PROPERTY) != null || resource(platform, NAMES.get(0)) == null) {
            return;
        }
        Path folder =
                Files.createDirectories(
                        NativeCache.folder().resolve("onnxruntime").resolve(platform));
        Path versioned = folder;
        for (String name : NAMES) {
            URL packed = resource(platform, name);
            if (packed != null) {
                versioned = unpack(packed, folder, System.mapLibraryName(name), versioned);
            }
        }
        System.setProperty(PROPERTY, versioned.toString());
        removeOldFolders(Path.of(System.getProperty("java.io.tmpdir")), Instant.now());
    }

    /**
     * ONNX Runtime still makes a folder of temporary files, which stays empty, and removes it once its
     * libraries are loaded. A process that was killed in between left it.
     */
    static void removeOldFolders(Path temporary, Instant now) {
        try (DirectoryStream<Path> folders =
                Files.newDirectoryStream(temporary, "onnxruntime-java*")) {
            for (Path folder : folders) {
                Instant made = Files.getLastModifiedTime(folder, NOFOLLOW_LINKS).toInstant();
                if (Files.isDirectory(folder, NOFOLLOW_LINKS) && made.isBefore(now.minus(OLD))) {
                    delete(folder);
                }
            }
        } catch (IOException | DirectoryIteratorException unreadable) {
            // They do no harm.
            return;
        }
    }

    private static void delete(Path folder) {
        try {
            Files.delete(folder);
        } catch (IOException filledOrOfOthers) {
            // One with files in it is of somebody else's ONNX Runtime.
            return;
        }
    }

    /** Below a folder named by the size and time of the jar's first library, so that versions stay apart. */
    private static Path unpack(URL packed, Path folder, String name, Path before)
            throws IOException {
        URLConnection connection = packed.openConnection();
        connection.setUseCaches(false);
        try (InputStream in = connection.getInputStream()) {
            long size = connection.getContentLengthLong();
            Path versioned =
                    before.equals(folder)
                            ? Files.createDirectories(
                                    folder.resolve(size + "-" + connection.getLastModified()))
                            : before;
            Path file = versioned.resolve(name);
            if (!Files.exists(file) || size >= 0 && Files.size(file) != size) {
                AtomicFile.write(file, out -> in.transferTo(Channels.newOutputStream(out)));
            }
            return versioned;
        }
    }

    private static URL resource(String platform, String name) {
        return OrtEnvironment.class.getResource(
                "/ai/onnxruntime/native/" + platform + "/" + System.mapLibraryName(name));
    }

    /** As the jar names its folders. */
    private static String platform() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String processor = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String os = system.contains("mac") ? "osx" : system.contains("win") ? "win" : "linux";
        String bits =
                switch (processor) {
                    case "amd64", "x86_64" -> "x64";
                    case "arm64" -> "aarch64";
                    default -> processor;
                };
        return os + "-" + bits;
    }
}
