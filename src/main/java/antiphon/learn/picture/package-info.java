/** Music as a picture. */
package antiphon.learn.picture;
