package dev.hearth.cli;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;

/** Pictures of two classes to learn from. */
final class Shapes {

    private Shapes() {}

    /** Bright discs and dark squares. */
    static void draw(Path temp) throws IOException {
        for (String kind : List.of("disc", "square")) {
            Path home = Files.createDirectories(temp.resolve("shapes").resolve(kind));
            for (int i = 0; i < 6; i++) {
                BufferedImage image = new BufferedImage(48, 40, BufferedImage.TYPE_INT_RGB);
                Graphics2D pen = image.createGraphics();
                pen.setColor(kind.equals("disc") ? Color.YELLOW : new Color(0, 0, 90 + 10 * i));
                if (kind.equals("disc")) {
                    pen.fillOval(8 + i, 8, 20 + i, 20 + i);
                } else {
                    pen.fillRect(8 + i, 8, 20 + i, 20 + i);
                }
                pen.dispose();
                ImageIO.write(image, "png", home.resolve(i + ".png").toFile());
            }
        }
    }
}
