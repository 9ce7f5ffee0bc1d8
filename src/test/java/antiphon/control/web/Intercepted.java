package antiphon.control.web;

import antiphon.live.api.EngineControl;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/** An engine to which something happens before it answers. */
final class Intercepted {
  private Intercepted() {}

  /**
   * @param before is given the name of the method that is called, and may throw in its place
   */
  static EngineControl engine(EngineControl engine, Consumer<String> before) {
    return (EngineControl)
        Proxy.newProxyInstance(
            EngineControl.class.getClassLoader(),
            new Class<?>[] {EngineControl.class},
            (proxy, method, arguments) -> {
              before.accept(method.getName());
              try {
                return method.invoke(engine, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }
}
