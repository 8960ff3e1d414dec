; SPDX-License-Identifier: LGPL-3.0-or-later
; What the cases of gimp2.py are made of. A case keeps NAME-out, and NAME-in unless that is the file it opens, as XCF files, and writes an
; entry in results, which ends with an empty line.

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
  (file-png-save2 RUN-NONINTERACTIVE (first (gimp-item-get-image drawable)) drawable path path 0 1 0 0 0 0 0 0 1))

; The drawable, which may be a mask or a channel, as the only layer of an XCF file: no plug-in is started for that.
(define (keep drawable name)
  (let* ((path (string-append name ".xcf"))
         (image (first (gimp-image-new-with-precision (first (gimp-drawable-width drawable))
                         (first (gimp-drawable-height drawable))
                         (if (= (first (gimp-drawable-is-gray drawable)) TRUE) GRAY RGB)
                         (first (gimp-image-get-precision (first (gimp-item-get-image drawable)))))))
         (layer (first (gimp-layer-new-from-drawable drawable image))))
    (gimp-image-insert-layer image layer 0 -1)
    (gimp-xcf-save RUN-NONINTERACTIVE image layer path path)
    (gimp-image-delete image)))

; Files are opened once, and cases work on copies.
(define opened '())
(define (open-copy file)
  (if (not (assoc file opened))
      (set! opened (cons (cons file (first (gimp-file-load RUN-NONINTERACTIVE file file))) opened)))
  (first (gimp-image-duplicate (cdr (assoc file opened)))))

; prepare makes of the opened image what the case is about, or is #f; action gets image and drawable and gives what PDB
; procedures give. Where that is an image, its active layer is what is saved.
(define (run-case name file prepare action)
  (set! last-error "")
  (let* ((image (open-copy file))
         (ignored (if prepare (prepare image (first (gimp-image-get-active-layer image)))))
         (drawable (first (gimp-image-get-active-drawable image))))
    (if prepare (keep drawable (string-append name "-in")))
    (gimp-image-clean-all image)
    (let* ((values (catch 'failed (action image drawable)))
           (made (and (pair? values) (number? (car values)) (> (car values) 0) (car values)))
           (changed (first (gimp-image-is-dirty image))))
      (report name (if (eq? values 'failed) (string-append "error\t" last-error)
                                            (if (= changed TRUE) "changed" "unchanged")))
      (keep (if made (first (gimp-image-get-active-drawable made)) drawable) (string-append name "-out"))
      (if (and made (not (= made image))) (gimp-image-delete made))
      (gimp-image-delete image))))

; Keeps the layers of the image that an action made as NAME-1 ... from the bottom up, and reports how many; gives what the
; action gave.
(define (keep-layers name made)
  (let ((layers (reverse (vector->list (cadr (gimp-image-get-layers (first made)))))))
    (report (string-append name "-layers") (length layers))
    (let loop ((rest layers) (number 1))
      (if (pair? rest)
          (begin
            (keep (car rest) (string-append name "-" (number->string number)))
            (loop (cdr rest) (+ number 1)))))
    made))

; A profile that is not the usual one. PNG files have other samples then than the image.
(define (set-profile image)
  (let ((profile (gimp-image-get-effective-color-profile
                   (first (gimp-image-new-with-precision 1 1 RGB PRECISION-U8-LINEAR)))))
    (gimp-image-set-color-profile image (car profile) (cadr profile))))

; Layers with an offset, a mask, in a group, and of text; a channel, a path, a guide, a resolution.
(define (dress image layer)
  (let ((small (first (gimp-layer-new-from-drawable layer image)))
        (group (first (gimp-layer-group-new image)))
        (inner (first (gimp-layer-new-from-drawable layer image)))
        (path (first (gimp-vectors-new image "path"))))
    (gimp-image-insert-layer image small 0 0)
    (gimp-layer-resize small 37 29 -11 -5)
    (gimp-layer-set-offsets small 13 9)
    (gimp-layer-add-mask small (first (gimp-layer-create-mask small ADD-MASK-COPY)))
    (gimp-image-insert-layer image group 0 0)
    (gimp-image-insert-layer image inner group 0)
    (gimp-image-insert-layer image (first (gimp-text-layer-new image "Text" "Sans" 12 UNIT-PIXEL)) 0 0)
    (gimp-image-insert-channel image (first (gimp-channel-new-from-component image CHANNEL-RED "red")) 0 0)
    (gimp-image-insert-vectors image path 0 0)
    (gimp-vectors-bezier-stroke-new-moveto path 20 30)
    (gimp-image-add-hguide image 21)
    (gimp-image-set-resolution image 72 144)
    (gimp-image-set-active-layer image small)
    (gimp-layer-set-edit-mask small FALSE)))

(define (size-facts item factor)
  (list (* factor (first (gimp-drawable-width item))) (* factor (first (gimp-drawable-height item)))
        (map (lambda (offset) (* factor offset)) (gimp-drawable-offsets item))))

(define (layer-facts layer factor)
  (let ((mask (first (gimp-layer-get-mask layer))) (group (first (gimp-item-is-group layer))))
    (list (first (gimp-item-get-name layer)) group (size-facts layer factor)
          (if (> mask 0) (size-facts mask factor) 'no-mask)
          (if (= group TRUE) (all-facts (gimp-item-get-children layer) factor) 'no-children))))

(define (all-facts layers factor)
  (map (lambda (layer) (layer-facts layer factor)) (vector->list (cadr layers))))

; What an image is but its pixels, as it must be when it has become so many times larger.
(define (facts image factor)
  (let ((points (caddr (gimp-vectors-stroke-get-points (vector-ref (cadr (gimp-image-get-vectors image)) 0) 1))))
    (list (* factor (first (gimp-image-width image))) (* factor (first (gimp-image-height image)))
          (map (lambda (resolution) (* factor resolution)) (gimp-image-get-resolution image))
          (all-facts (gimp-image-get-layers image) factor)
          (size-facts (vector-ref (cadr (gimp-image-get-channels image)) 0) factor)
          (* factor (vector-ref points 0)) (* factor (vector-ref points 1))
          (* factor (first (gimp-image-get-guide-position image (first (gimp-image-find-next-guide image 0)))))
          (first (gimp-image-get-color-profile image)) (cadr (gimp-image-get-color-profile image)))))

; Runs action, which enlarges by factor, and reports whether all else has followed.
(define (with-facts name image factor action)
  (let* ((wanted (facts image factor)) (made (action)) (got (facts (first made) 1)))
    (report (string-append name "-facts") (if (equal? wanted got) "same" (list wanted got)))
    made))
