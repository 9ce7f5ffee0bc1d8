package antiphon.live.api;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/**
 * May be called between a driver's callback and a device's send: does not block, lock, log, read a
 * clock, do I/O or, after warm-up, allocate. The architecture test checks what it can of that.
 */
@Documented
@Retention(RetentionPolicy.CLASS)
@Target(ElementType.METHOD)
public @interface RealTimeSafe {}
