// Verifies an exported log with Go's own transparency-log library and not a line of ours.
//
//	usage: stranger EXPORT VKEYFILE
//
// It trusts no tile: the root is recomputed from the entries. (The tile reader of older versions of
// the library is not used, for it can be deceived: CVE-2026-56865.)
package main

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

type storedHashes []tlog.Hash

func (hashes storedHashes) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	found := make([]tlog.Hash, len(indexes))
	for i, index := range indexes {
		if index >= int64(len(hashes)) {
			return nil, errors.New("a hash that is not known yet")
		}
		found[i] = hashes[index]
	}
	return found, nil
}

// checkpoint opens the signed note: origin, size, root.
func checkpoint(folder, keyFile string) (string, int64, tlog.Hash, error) {
	var root tlog.Hash
	key, err := os.ReadFile(keyFile)
	if err != nil {
		return "", 0, root, err
	}
	verifier, err := note.NewVerifier(strings.TrimSuffix(string(key), "\n"))
	if err != nil {
		return "", 0, root, err
	}
	message, err := os.ReadFile(filepath.Join(folder, "checkpoint"))
	if err != nil {
		return "", 0, root, err
	}
	opened, err := note.Open(message, note.VerifierList(verifier))
	if err != nil {
		return "", 0, root, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return "", 0, root, errors.New("the checkpoint is not of the key's log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return "", 0, root, err
	}
	bytes, err := base64.StdEncoding.DecodeString(lines[2])
	if err != nil || copy(root[:], bytes) != tlog.HashSize {
		return "", 0, root, errors.New("the checkpoint has no root")
	}
	return lines[0], size, root, nil
}

// entryPath says where the entries of a tile are: tlog-tiles differs from x/mod's own layout.
func entryPath(index int64, width int) string {
	tile := tlog.Tile{H: tileHeight, L: 0, N: index, W: width}
	return strings.Replace(tile.Path(), "tile/8/0/", "tile/entries/", 1)
}

func appendBundle(hashes storedHashes, count int64, bundle []byte) (storedHashes, int64, error) {
	for len(bundle) > 0 {
		if len(bundle) < 2 || len(bundle)-2 < int(binary.BigEndian.Uint16(bundle)) {
			return hashes, count, errors.New("a bundle ends too early")
		}
		end := 2 + int(binary.BigEndian.Uint16(bundle))
		added, err := tlog.StoredHashes(count, bundle[2:end], hashes)
		if err != nil {
			return hashes, count, err
		}
		hashes = append(hashes, added...)
		bundle = bundle[end:]
		count++
	}
	return hashes, count, nil
}

func verify(folder, keyFile string) (string, error) {
	origin, size, root, err := checkpoint(folder, keyFile)
	if err != nil {
		return "", err
	}
	var hashes storedHashes
	var count int64
	for index := int64(0); index<<tileHeight < size; index++ {
		width := 1 << tileHeight
		if left := size - index<<tileHeight; left < int64(width) {
			width = int(left)
		}
		bundle, err := os.ReadFile(filepath.Join(folder, entryPath(index, width)))
		if err != nil {
			return "", err
		}
		if hashes, count, err = appendBundle(hashes, count, bundle); err != nil {
			return "", err
		}
	}
	recomputed, err := tlog.TreeHash(count, hashes)
	if err != nil {
		return "", err
	}
	if count != size || recomputed != root {
		return "", fmt.Errorf("%d entries have another root than was signed for %d", count, size)
	}
	return fmt.Sprintf("%s %d", origin, size), nil
}

func main() {
	if len(os.Args) != 3 {
		fmt.Println("usage: stranger EXPORT VKEYFILE")
		os.Exit(2)
	}
	verified, err := verify(os.Args[1], os.Args[2])
	if err != nil {
		fmt.Println("FAIL:", err)
		os.Exit(1)
	}
	fmt.Println("OK", verified)
}
