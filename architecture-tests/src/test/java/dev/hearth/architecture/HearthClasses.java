package dev.hearth.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;

/** The classes of all rooms, as they were compiled. */
final class HearthClasses {

    /** Main classes alone; read once, since that takes a second or two. */
    private static final JavaClasses CLASSES =
            new ClassFileImporter()
                    .withImportOption(location -> !location.contains("/test-classes/"))
                    .importPackages("dev.hearth");

    private HearthClasses() {}

    static JavaClasses classes() {
        return CLASSES;
    }

    /** Whether anybody may call it. */
    static boolean isApi(JavaMethod method) {
        if (!method.getModifiers().contains(JavaModifier.PUBLIC)
                || method.getModifiers().contains(JavaModifier.SYNTHETIC)) {
            return false;
        }
        JavaClass owner = method.getOwner();
        while (owner.getModifiers().contains(JavaModifier.PUBLIC)) {
            if (owner.getEnclosingClass().isEmpty()) {
                return true;
            }
            owner = owner.getEnclosingClass().get();
        }
        return false;
    }
}
