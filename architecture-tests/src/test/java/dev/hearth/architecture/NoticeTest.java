package dev.hearth.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** NOTICE names every dependency of the command line, and so of the library, with its POM's licence. */
class NoticeTest {

    /** The parent's test dependencies, which are not shipped. */
    private static final String TESTS =
            "(org\\.junit|org\\.opentest4j|org\\.apiguardian|org\\.jspecify|org\\.assertj|net\\.bytebuddy"
                    + "|com\\.tngtech|org\\.apache\\.commons:commons-math3).*";

    /** A POM in a folder of Maven's local repository. */
    private record Pom(Path file, Element root) {

        static Pom of(Path file) throws Exception {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            return new Pom(
                    file, factory.newDocumentBuilder().parse(file.toFile()).getDocumentElement());
        }

        static List<Element> children(Element of, String name) {
            return IntStream.range(0, of.getChildNodes().getLength())
                    .<Node>mapToObj(of.getChildNodes()::item)
                    .filter(node -> node instanceof Element && node.getNodeName().equals(name))
                    .map(Element.class::cast)
                    .toList();
        }

        static Optional<String> text(Element of, String name) {
            return children(of, name).stream().findFirst().map(e -> e.getTextContent().strip());
        }

        Optional<Element> parent() {
            return children(root, "parent").stream().findFirst();
        }

        String group() {
            return text(root, "groupId")
                    .or(() -> parent().flatMap(parent -> text(parent, "groupId")))
                    .orElseThrow();
        }

        String artifact() {
            return text(root, "artifactId").orElseThrow();
        }

        /** As it says itself, or else as its parent does. */
        String licences() throws Exception {
            List<String> names = new ArrayList<>();
            for (Element all : children(root, "licenses")) {
                children(all, "license")
                        .forEach(each -> names.add(text(each, "name").orElseThrow()));
            }
            if (!names.isEmpty() || parent().isEmpty()) {
                return String.join(" or ", names);
            }
            Path repository = file;
            for (int i = 0; i < 3 + group().split("\\.").length; i++) {
                repository = repository.getParent();
            }
            String artifact = text(parent().get(), "artifactId").orElseThrow();
            String version = text(parent().get(), "version").orElseThrow();
            Path folder = repository;
            for (String part : text(parent().get(), "groupId").orElseThrow().split("\\.")) {
                folder = folder.resolve(part);
            }
            return of(folder.resolve(artifact)
                            .resolve(version)
                            .resolve(artifact + "-" + version + ".pom"))
                    .licences();
        }
    }

    /** The lines that NOTICE has to have. */
    private static Set<String> shipped() throws Exception {
        Set<String> lines = new TreeSet<>();
        for (String jar : System.getProperty("java.class.path").split(File.pathSeparator)) {
            Path version = Path.of(jar).toAbsolutePath().getParent();
            Path pom =
                    version.resolve(
                            version.getParent().getFileName()
                                    + "-"
                                    + version.getFileName()
                                    + ".pom");
            if (jar.endsWith(".jar") && Files.exists(pom)) {
                Pom read = Pom.of(pom);
                String name = read.group() + ":" + read.artifact();
                if (!name.matches(TESTS) && !name.startsWith("dev.hearth:")) {
                    lines.add(name + ": " + read.licences());
                }
            }
        }
        return lines;
    }

    @Test
    void every_dependency_stands_in_it_with_its_licence_and_no_other() throws Exception {
        Set<String> shipped = shipped();
        assertThat(shipped).hasSizeGreaterThan(20).allMatch(line -> !line.endsWith(": "));
        Set<String> said =
                Files.readAllLines(Sources.root().resolve("NOTICE")).stream()
                        .filter(line -> line.matches("[\\w.-]+:[\\w.-]+: .+"))
                        .collect(Collectors.toCollection(TreeSet::new));
        assertThat(said).isEqualTo(shipped);
    }
}
