package dev.hearth.experiments.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.hearth.papers.Papers;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as a browser sees it: headless Chromium, where one is installed. */
@Tag("long")
class BrowserTest {

    @TempDir private Path temp;

    private static Optional<Path> browser() {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(
                        folder ->
                                Stream.of("chromium", "chromium-browser", "google-chrome")
                                        .map(name -> Path.of(folder, name)))
                .filter(Files::isExecutable)
                .findFirst();
    }

    /** What the browser made of the page, and what it said. */
    private record Seen(String dom, String console) {}

    private Seen open(int width, String more) throws IOException, InterruptedException {
        Path out = temp.resolve("dom.html");
        Path said = temp.resolve("said.txt");
        call(more, out, said, "--window-size=" + width + ",900", "--dump-dom");
        return new Seen(Files.readString(out), Files.readString(said));
    }

    /** Opens the page of the committed results, with more script at its end. */
    private void call(String more, Path out, Path said, String... options)
            throws IOException, InterruptedException {
        Optional<Path> browser = browser();
        assumeTrue(browser.isPresent(), "no Chromium on the path");
        Path file = temp.resolve("report.html");
        Report.write(Path.of("..", "papers"), Papers.all(), file);
        String page = Files.readString(file);
        int end = page.lastIndexOf("</body>");
        Files.writeString(
                file,
                page.substring(0, end) + "<script>" + more + "</script>" + page.substring(end));
        List<String> line =
                new ArrayList<>(
                        List.of(
                                browser.get().toString(),
                                "--headless=new",
                                "--no-sandbox",
                                "--disable-gpu",
                                "--no-first-run",
                                "--disable-background-networking",
                                "--disable-component-update",
                                "--disable-sync",
                                "--hide-scrollbars",
                                "--enable-logging=stderr",
                                "--virtual-time-budget=10000",
                                "--user-data-dir=" + temp.resolve("profile")));
        line.addAll(List.of(options));
        line.add(file.toUri().toString());
        Process process =
                new ProcessBuilder(line)
                        .redirectOutput(out.toFile())
                        .redirectError(said.toFile())
                        .start();
        assertThat(process.waitFor(120, TimeUnit.SECONDS)).isTrue();
    }

    private static double number(String dom, String attribute) {
        Matcher matcher = Pattern.compile(attribute + "=\"([^\"]+)\"").matcher(dom);
        assertThat(matcher.find()).as(attribute).isTrue();
        return Double.parseDouble(matcher.group(1));
    }

    @Test
    void every_chart_is_drawn_and_the_console_is_silent() throws Exception {
        Seen seen = open(1200, "");
        assertThat(seen.console()).doesNotContain("CONSOLE");
        double charts = number(seen.dom(), "data-charts");
        assertThat(charts).isEqualTo(seen.dom().split("class=\"plot\"", -1).length - 1);
        assertThat(seen.dom().split("<svg", -1).length - 1)
                .as("drawings")
                .isGreaterThanOrEqualTo((int) charts);
        assertThat(seen.dom()).as("curves").contains("<path d=\"M");
    }

    @ParameterizedTest
    @ValueSource(ints = {500, 1200})
    void nothing_is_wider_than_the_window_and_text_can_be_read(int width) throws Exception {
        Seen seen =
                open(
                        width,
                        "const d = document.documentElement; d.dataset.wide ="
                                + " d.scrollWidth - d.clientWidth; d.dataset.small ="
                                + " Math.min(...[...document.querySelectorAll('p,li,td,th,summary,"
                                + "figcaption')].map(e => parseFloat(getComputedStyle(e).fontSize)));");
        assertThat(number(seen.dom(), "data-wide")).isLessThanOrEqualTo(0);
        assertThat(number(seen.dom(), "data-small")).isGreaterThanOrEqualTo(13);
    }

    @Test
    void on_a_phone_every_word_of_a_diagram_fits_its_box_and_can_be_read() throws Exception {
        Seen seen =
                open(
                        500,
                        "document.querySelectorAll('details.net').forEach(n => n.open = true); const"
                                + " words = [...document.querySelectorAll('.diagram .op')]; const d ="
                                + " document.documentElement; d.dataset.words = words.length;"
                                + " d.dataset.over = Math.max(...words.map(w => { let b ="
                                + " w.previousElementSibling; while (b && b.tagName === 'text') b ="
                                + " b.previousElementSibling; return b && b.tagName === 'rect' ?"
                                + " w.getBBox().width - b.getBBox().width : -1; })); d.dataset.points ="
                                + " Math.min(...words.map(w => parseFloat(getComputedStyle(w).fontSize) *"
                                + " w.getScreenCTM().a));");
        assertThat(number(seen.dom(), "data-words")).isGreaterThan(100);
        assertThat(number(seen.dom(), "data-over")).isLessThanOrEqualTo(0);
        assertThat(number(seen.dom(), "data-points")).isGreaterThanOrEqualTo(11);
    }

    @Test
    void arrow_keys_walk_along_a_chart() throws Exception {
        Seen seen =
                open(
                        1200,
                        "const place = document.querySelector('.plot'); place.focus(); const press ="
                                + " key => place.dispatchEvent(new KeyboardEvent('keydown', {key: key}));"
                                + " press('ArrowRight'); press('ArrowRight'); press('ArrowRight');"
                                + " press('ArrowLeft'); document.documentElement.dataset.focus ="
                                + " document.activeElement === place ? 1 : 0;");
        assertThat(number(seen.dom(), "data-focus")).isEqualTo(1);
        assertThat(seen.dom()).contains("epoch 2<br>");
    }

    @Test
    void a_chart_tells_its_values_to_whoever_points_there() throws Exception {
        Seen seen =
                open(
                        1200,
                        "const place = document.querySelector('.plot'); const plot ="
                                + " echarts.getInstanceByDom(place); plot.dispatchAction({type:"
                                + " 'showTip', seriesIndex: 0, dataIndex: 1});");
        assertThat(seen.dom()).contains("epoch 2<br>").contains(" … ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark"})
    void text_stands_out_from_its_ground(String scheme) throws Exception {
        Seen seen =
                open(
                        1200,
                        "const rules = [...document.styleSheets[0].cssRules]; const root = rules.find(r"
                                + " => r.selectorText === ':root').style; const night = rules.find(r =>"
                                + " r.media && r.media.mediaText.includes('dark')).cssRules[0].style;"
                                + " const use = '"
                                + scheme
                                + "' === 'dark' ? night : root; const lum = h => { const c ="
                                + " [1,3,5].map(i => parseInt(h.substr(i,2),16)/255).map(v => v <="
                                + " .03928 ? v/12.92 : ((v+.055)/1.055)**2.4); return .2126*c[0] +"
                                + " .7152*c[1] + .0722*c[2]; }; const v = n =>"
                                + " lum(use.getPropertyValue(n).trim()); const ratio = (a, b) =>"
                                + " (Math.max(a,b)+.05)/(Math.min(a,b)+.05); const all ="
                                + " ['--ink','--soft','--accent','--yes','--no','--open','--none']."
                                + "flatMap(n => [ratio(v(n), v('--ground')), ratio(v(n),"
                                + " v('--paper'))]); document.documentElement.dataset.contrast ="
                                + " Math.min(...all);");
        assertThat(number(seen.dom(), "data-contrast"))
                .as("WCAG 2 AA asks for 4.5")
                .isGreaterThanOrEqualTo(4.5);
    }

    /** What the README shows; they are copied from report/target/pictures to report/pictures. */
    @ParameterizedTest
    @CsvSource({
        "curves, 1000, 1260, 1, '#elu > h2, #elu > .counts, #elu > .cards, #elu > .experiment'",
        "stages, 500, 870, 0, '#inception > .nets'",
    })
    void pictures_of_the_page_for_the_readme(
            String name, int width, int height, int scheme, String shown) throws Exception {
        Path folder = Files.createDirectories(Path.of("target", "pictures"));
        Path file = folder.resolve(name + ".png").toAbsolutePath();
        Files.deleteIfExists(file);
        call(
                "const shown = [...document.querySelectorAll('"
                        + shown
                        + "')]; const hide = e => { e.dataset.hidden = ''; e.style.display = 'none'; };"
                        + " document.querySelectorAll('header, footer, main > section > *').forEach(e =>"
                        + " { if (!shown.includes(e)) hide(e); }); document.querySelectorAll('.card:"
                        + "first-child, .card:nth-child(n+4), .nets > h3, .nets > p').forEach(hide);"
                        + " document.querySelectorAll('main > section').forEach(s => { if"
                        + " (!s.querySelector(':scope > :not([data-hidden])')) hide(s); });"
                        + " document.querySelectorAll('h2').forEach(e => e.style.marginTop = 0);"
                        + " window.dispatchEvent(new Event('resize'));",
                temp.resolve("out.txt"),
                temp.resolve("said.txt"),
                "--blink-settings=preferredColorScheme=" + scheme,
                "--window-size=" + width + "," + height,
                "--screenshot=" + file);
        BufferedImage picture = ImageIO.read(file.toFile());
        assertThat(picture.getWidth()).isEqualTo(width);
        int ground = picture.getRGB(2, 2) & 0xFF;
        assertThat(ground)
                .as("light or dark")
                .isBetween(scheme == 1 ? 200 : 0, scheme == 1 ? 255 : 50);
        assertThat(Files.size(file)).as("bytes").isLessThan(200_000);
    }
}
