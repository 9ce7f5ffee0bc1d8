/**
 * Controllers, keys and pedals: from their messages to the desk, and from the desk to their lights.
 */
package antiphon.control.cc;
