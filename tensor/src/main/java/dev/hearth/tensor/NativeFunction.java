package dev.hearth.tensor;

import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.javacpp.Pointer;

/**
 * Calls of C functions of one address or whole number that no presets have, by what JavaCPP calls to free an
 * object: any C function of one address.
 */
final class NativeFunction {

    private NativeFunction() {}

    /**
     * Calls a function of a library that is loaded.
     *
     * @return false where there is none of that name
     */
    static boolean call(String name, long argument) throws ReflectiveOperationException {
        Pointer function = Loader.addressof(name);
        if (function == null) {
            return false;
        }
        Class<?> call = Class.forName(Pointer.class.getName() + "$NativeDeallocator");
        Constructor<?> make = call.getDeclaredConstructor(Pointer.class, long.class, long.class);
        make.setAccessible(true);
        Object made = make.newInstance(function, argument, function.address());
        Method run = call.getMethod("deallocate");
        run.setAccessible(true);
        run.invoke(made);
        return true;
    }
}
