; SPDX-License-Identifier: LGPL-3.0-or-later
; What the cases of gimp2.py are made of. A case writes NAME-in.EXT and NAME-out.EXT, and an entry in results, which ends with an empty line.

(define results (open-output-file "results"))

(define (report name text)
  (display name results)
  (display "\t" results)
  (display text results)
  (display "\n\n" results))

; An error of a procedure ends the nearest catch; its words are kept.
(define last-error "")
(define (keep-words words)
  (set! last-error (if (pair? words) (car words) words))
  (apply throw (if (pair? words) words (list words))))
(set! *error-hook* (lambda words (keep-words words)))

(define (first list-of-one) (car list-of-one))

; PNG with the colours of clear pixels, which are the network's as well.
(define (save drawable path)
  (let ((image (first (gimp-item-get-image drawable))))
    (if (string=? (substring path (- (string-length path) 3) (string-length path)) "png")
        (file-png-save2 RUN-NONINTERACTIVE image drawable path path 0 1 0 0 0 0 0 0 1)
        (gimp-file-save RUN-NONINTERACTIVE image drawable path path))))

; Masks and channels are no layers: they are saved as the only layer of a grey image.
(define (save-channel drawable path)
  (let* ((image (first (gimp-image-new-with-precision (first (gimp-drawable-width drawable))
                         (first (gimp-drawable-height drawable)) GRAY
                         (first (gimp-image-get-precision (first (gimp-item-get-image drawable)))))))
         (layer (first (gimp-layer-new-from-drawable drawable image))))
    (gimp-image-insert-layer image layer 0 -1)
    (save layer path)
    (gimp-image-delete image)))

(define (save-any drawable path)
  (if (= (first (gimp-item-is-layer drawable)) TRUE) (save drawable path) (save-channel drawable path)))

; prepare makes of the opened image what the case is about; action gets image and drawable and gives what PDB
; procedures give. Where that is an image, its active layer is what is saved.
(define (run-case name file extension prepare action)
  (set! last-error "")
  (let* ((image (first (gimp-file-load RUN-NONINTERACTIVE file file)))
         (ignored (prepare image (first (gimp-image-get-active-layer image))))
         (drawable (first (gimp-image-get-active-drawable image)))
         (dirty (gimp-image-clean-all image)))
    (save-any drawable (string-append name "-in." extension))
    (gimp-image-clean-all image)
    (let* ((values (catch 'failed (action image drawable)))
           (made (and (pair? values) (number? (car values)) (> (car values) 0) (car values)))
           (changed (first (gimp-image-is-dirty image))))
      (report name (if (eq? values 'failed) (string-append "error\t" last-error)
                                            (if (= changed TRUE) "changed" "unchanged")))
      (save-any (if made (first (gimp-image-get-active-drawable made)) drawable)
                (string-append name "-out." extension))
      (if (and made (not (= made image))) (gimp-image-delete made))
      (gimp-image-delete image))))
