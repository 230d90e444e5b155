package dev.hearth.cli;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.AccessMode;
import java.nio.file.CopyOption;
import java.nio.file.DirectoryStream;
import java.nio.file.FileStore;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.StandardOpenOption;
import java.nio.file.WatchService;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.FileAttributeView;
import java.nio.file.attribute.UserPrincipalLookupService;
import java.nio.file.spi.FileSystemProvider;
import java.util.Iterator;
import java.util.Map;
import java.util.Set;
import java.util.stream.StreamSupport;

/**
 * The files of a virtual machine that is started with {@code
 * -Djava.nio.file.spi.DefaultFileSystemProvider=dev.hearth.cli.FaultyFiles}: the system's, of whose changes
 * those that {@link DiskFault} names fail.
 */
public final class FaultyFiles extends FileSystemProvider {

    private final FileSystemProvider system;
    private final FaultyFileSystem files;
    private final DiskFault fault = new DiskFault();

    /** Over the system's; the virtual machine calls it. */
    public FaultyFiles(FileSystemProvider system) {
        this.system = system;
        this.files = new FaultyFileSystem(this, system.getFileSystem(URI.create("file:///")));
    }

    DiskFault fault() {
        return fault;
    }

    private static Path system(Path path) {
        return Proxy.isProxyClass(path.getClass())
                ? ((Handler) Proxy.getInvocationHandler(path)).system()
                : path;
    }

    private Path ours(Path path) {
        return (Path)
                Proxy.newProxyInstance(
                        FaultyFiles.class.getClassLoader(),
                        new Class<?>[] {Path.class},
                        new Handler(this, path));
    }

    @Override
    public String getScheme() {
        return system.getScheme();
    }

    @Override
    public FileSystem newFileSystem(URI uri, Map<String, ?> env) throws IOException {
        return system.newFileSystem(uri, env);
    }

    @Override
    public FileSystem getFileSystem(URI uri) {
        return files;
    }

    @Override
    public Path getPath(URI uri) {
        return ours(system.getPath(uri));
    }

    @Override
    public SeekableByteChannel newByteChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return newFileChannel(path, options, attributes);
    }

    @Override
    public FileChannel newFileChannel(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        Path real = system(path);
        boolean creates =
                options.contains(StandardOpenOption.CREATE_NEW)
                        || options.contains(StandardOpenOption.CREATE) && !Files.exists(real);
        if (creates) {
            fault.before(DiskFault.Change.CREATE, real);
        } else if (options.contains(StandardOpenOption.TRUNCATE_EXISTING)) {
            fault.before(DiskFault.Change.TRUNCATE, real);
        }
        return new FaultyChannel(real, fault, system.newFileChannel(real, options, attributes));
    }

    @Override
    public DirectoryStream<Path> newDirectoryStream(
            Path folder, DirectoryStream.Filter<? super Path> filter) throws IOException {
        DirectoryStream<Path> inner =
                system.newDirectoryStream(system(folder), path -> filter.accept(ours(path)));
        return new DirectoryStream<>() {
            @Override
            public Iterator<Path> iterator() {
                Iterator<Path> each = inner.iterator();
                return new Iterator<>() {
                    @Override
                    public boolean hasNext() {
                        return each.hasNext();
                    }

                    @Override
                    public Path next() {
                        return ours(each.next());
                    }
                };
            }

            @Override
            public void close() throws IOException {
                inner.close();
            }
        };
    }

    @Override
    public void createDirectory(Path folder, FileAttribute<?>... attributes) throws IOException {
        // One that is there already is no change.
        if (!Files.exists(system(folder))) {
            fault.before(DiskFault.Change.FOLDER, system(folder));
        }
        system.createDirectory(system(folder), attributes);
    }

    @Override
    public void createSymbolicLink(Path link, Path target, FileAttribute<?>... attributes)
            throws IOException {
        fault.before(DiskFault.Change.LINK, system(link));
        system.createSymbolicLink(system(link), system(target), attributes);
    }

    @Override
    public void createLink(Path link, Path existing) throws IOException {
        fault.before(DiskFault.Change.LINK, system(link));
        system.createLink(system(link), system(existing));
    }

    @Override
    public Path readSymbolicLink(Path link) throws IOException {
        return ours(system.readSymbolicLink(system(link)));
    }

    @Override
    public void delete(Path path) throws IOException {
        if (Files.exists(system(path), LinkOption.NOFOLLOW_LINKS)) {
            fault.before(DiskFault.Change.DELETE, system(path));
        }
        system.delete(system(path));
    }

    @Override
    public void copy(Path source, Path target, CopyOption... options) throws IOException {
        fault.before(DiskFault.Change.CREATE, system(target));
        // The system's copy removes what it wrote where it fails.
        fault.before(DiskFault.Change.WRITE, system(target));
        system.copy(system(source), system(target), options);
    }

    @Override
    public void move(Path source, Path target, CopyOption... options) throws IOException {
        fault.before(DiskFault.Change.RENAME, system(target));
        system.move(system(source), system(target), options);
        fault.renamed(system(target));
    }

    @Override
    public boolean isSameFile(Path one, Path other) throws IOException {
        return system.isSameFile(system(one), system(other));
    }

    @Override
    public boolean isHidden(Path path) throws IOException {
        return system.isHidden(system(path));
    }

    @Override
    public FileStore getFileStore(Path path) throws IOException {
        return system.getFileStore(system(path));
    }

    @Override
    public void checkAccess(Path path, AccessMode... modes) throws IOException {
        system.checkAccess(system(path), modes);
    }

    @Override
    public <V extends FileAttributeView> V getFileAttributeView(
            Path path, Class<V> type, LinkOption... options) {
        return system.getFileAttributeView(system(path), type, options);
    }

    @Override
    public <A extends BasicFileAttributes> A readAttributes(
            Path path, Class<A> type, LinkOption... options) throws IOException {
        return system.readAttributes(system(path), type, options);
    }

    @Override
    public Map<String, Object> readAttributes(Path path, String names, LinkOption... options)
            throws IOException {
        return system.readAttributes(system(path), names, options);
    }

    @Override
    public void setAttribute(Path path, String name, Object value, LinkOption... options)
            throws IOException {
        system.setAttribute(system(path), name, value, options);
    }

    /** What a path of these files does: what the system's does, with paths of these files. */
    private record Handler(FaultyFiles files, Path system) implements InvocationHandler {

        @Override
        public Object invoke(Object path, Method method, Object[] arguments) throws Throwable {
            if (method.getName().equals("getFileSystem")) {
                return files.files;
            }
            if (method.isDefault()) {
                return InvocationHandler.invokeDefault(path, method, arguments);
            }
            Object[] theirs = arguments == null ? new Object[0] : arguments.clone();
            for (int i = 0; i < theirs.length; i++) {
                theirs[i] = theirs[i] instanceof Path ours ? FaultyFiles.system(ours) : theirs[i];
            }
            try {
                Object came = method.invoke(system, theirs);
                return came instanceof Path found ? files.ours(found) : came;
            } catch (InvocationTargetException thrown) {
                throw thrown.getCause();
            }
        }
    }

    /** The file system of those paths. */
    private static final class FaultyFileSystem extends FileSystem {

        private final FaultyFiles provider;
        private final FileSystem system;

        FaultyFileSystem(FaultyFiles provider, FileSystem system) {
            this.provider = provider;
            this.system = system;
        }

        @Override
        public FileSystemProvider provider() {
            return provider;
        }

        @Override
        public void close() {
            throw new UnsupportedOperationException();
        }

        @Override
        public boolean isOpen() {
            return true;
        }

        @Override
        public boolean isReadOnly() {
            return false;
        }

        @Override
        public String getSeparator() {
            return system.getSeparator();
        }

        @Override
        public Iterable<Path> getRootDirectories() {
            return StreamSupport.stream(system.getRootDirectories().spliterator(), false)
                    .map(provider::ours)
                    .toList();
        }

        @Override
        public Iterable<FileStore> getFileStores() {
            return system.getFileStores();
        }

        @Override
        public Set<String> supportedFileAttributeViews() {
            return system.supportedFileAttributeViews();
        }

        @Override
        public Path getPath(String first, String... more) {
            return provider.ours(system.getPath(first, more));
        }

        @Override
        public PathMatcher getPathMatcher(String pattern) {
            PathMatcher inner = system.getPathMatcher(pattern);
            return path -> inner.matches(FaultyFiles.system(path));
        }

        @Override
        public UserPrincipalLookupService getUserPrincipalLookupService() {
            return system.getUserPrincipalLookupService();
        }

        @Override
        public WatchService newWatchService() {
            throw new UnsupportedOperationException();
        }
    }
}
